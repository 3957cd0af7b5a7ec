# nginx out of Debian. Its configuration and its pages of errors are written by `ravabet setup` and mounted.
ARG DEBIAN=debian:bookworm-slim
FROM ${DEBIAN}
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light curl >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/apt /var/log/dpkg.log /etc/nginx/sites-enabled
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="ravabet-gateway" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0"
USER 10001:10001
EXPOSE 8080 8443
STOPSIGNAL SIGQUIT
ENTRYPOINT ["nginx", "-e", "stderr", "-g", "daemon off;"]
CMD ["-c", "/etc/ravabet/gateway/nginx.conf"]
