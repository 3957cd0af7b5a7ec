// Sends one event as a developer would with the usual packages, and prints what came back as JSON.
// Its input is JSON: {way: "http", address, key, event} or {way: "amqp", address, exchange, receipts, user, event}.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";
import amqp from "amqplib";

const asked = JSON.parse(readFileSync(0, "utf-8"));
const body = JSON.stringify(asked.event);

async function overHttp() {
  const at = new Date();
  const signature = new Webhook(asked.key).sign(asked.event.id, at, body);
  const answer = await fetch(asked.address, {
    method: "POST",
    headers: {
      "content-type": "application/cloudevents+json",
      "webhook-id": asked.event.id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": signature,
    },
    body,
  });
  return { status: answer.status, body: await answer.json() };
}

async function byAmqp() {
  const connection = await amqp.connect(asked.address);
  const channel = await connection.createConfirmChannel();
  channel.publish(asked.exchange, asked.event.type, Buffer.from(body), {
    contentType: "application/cloudevents+json",
    userId: asked.user,
    persistent: true,
  });
  await channel.waitForConfirms();
  const receipt = await new Promise((resolve) =>
    channel.consume(asked.receipts, (message) => resolve(message), { noAck: true }),
  );
  await connection.close();
  return { body: JSON.parse(receipt.content.toString()) };
}

console.log(JSON.stringify(await (asked.way === "http" ? overHttp() : byAmqp())));
