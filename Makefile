# Every target sets up what it needs by itself, on a bare machine too, and costs nothing where that is done.
python := .venv/bin/python
prepared := @deploy/local/prepare
texts := $(wildcard *.md services shared deploy tests docs)

# Tests side by side: one more than there are cores, since tests wait, too.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

.DEFAULT_GOAL := help
.PHONY: help up stop start test check lint demo bench chaos audit images deploy-test screenshots

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: ## run the whole stack at one address; Ctrl-C stops it (RAVABET_PORT, RAVABET_HOME)
	$(prepared) && exec $(python) -m deploy.local up

stop: ## stop one process of the running stack: make stop S=notifier
	$(prepared) && exec $(python) -m deploy.local stop "$(S)"

start: ## start it again: make start S=notifier
	$(prepared) && exec $(python) -m deploy.local start "$(S)"

test: ## run the tests side by side against a real RabbitMQ and a real MongoDB (a part of them: T=tests/news)
	$(prepared) browser && $(python) -m deploy.local programs && exec $(python) -m pytest -n $(WORKERS) --durations=10 $(T)

check: lint ## all of lint, and the fast tests: before a commit
	$(python) -m deploy.local programs
	$(python) -m pytest -q -m "not servers and not system and not browser"

lint: ## formatting, lint, types, imports, generated docs, spelling
	$(prepared)
	.venv/bin/ruff format --check --quiet .
	.venv/bin/ruff check --quiet .
	.venv/bin/mypy --no-error-summary services shared deploy tests
	.venv/bin/lint-imports --no-logo
	$(python) -m shared.events check
	deploy/asyncapi/check
	$(python) -m deploy.broker check
	$(python) -m deploy.access check
	$(python) -m deploy.languages check
	.venv/bin/codespell --skip '*.js,*.css,*.svg,*.woff2,*.json,*.po' $(texts)

demo: ## the main job from end to end; fails unless each message arrived once
	$(prepared) && exec $(python) -m deploy.local.demo

bench: ## the figures, beside other ways of doing the same; writes bench-results.json
	$(prepared) && exec $(python) -m tests.bench

chaos: ## the fault tests: all is killed, frozen and cut off, letters are counted; the last line is lost=N duplicated=N
	$(prepared) && exec $(python) -m tests.chaos

audit: ## known faults of the locked libraries; 3 when nobody who knows of them answers
	$(prepared) && exec $(python) -m deploy.audit

images: ## container images of all services and the gateway
	$(prepared) && exec $(python) -m deploy.images build

deploy-test: ## a county in containers, its services upgraded one at a time under load (short: SHORT=1); the last line is failed=N lost=N duplicated=N
	$(prepared) && exec $(python) -m tests.deployed $(if $(SHORT),--short)

screenshots: ## pictures of the main pages, into docs/screenshots
	$(prepared) browser && exec $(python) -m tests.browser.screenshots
