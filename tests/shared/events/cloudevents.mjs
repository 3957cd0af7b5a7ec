// Usage: node cloudevents.mjs FILE. FILE: a list of messages, each {headers, body}. Prints, for each, what the SDK of
// CloudEvents reads in it, and the message that the SDK makes of the same, once from what it read and once anew.
import { readFileSync } from 'node:fs';
import { CloudEvent, HTTP } from 'cloudevents';

const messages = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const told = messages.map((message) => {
  const event = HTTP.toEvent(message);
  event.validate();
  const { id, source, type, subject, time, seq, correlationid, data, ...others } = event.toJSON();
  const anew = new CloudEvent({ id: `${id}-again`, source, type, subject, data, datacontenttype: 'application/json', seq });
  return {
    read: { id, source, type, subject, time, seq, correlationid, data, ...others },
    again: HTTP.structured(event),
    anew: HTTP.structured(anew),
  };
});
process.stdout.write(JSON.stringify(told));
