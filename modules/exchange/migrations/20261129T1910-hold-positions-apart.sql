-- Two events of a topic never share a position: if the lock of the head were ever lost, publishing would fail instead of lying.
create unique index event_claim_position on exchange.event_claim (topic, position);
