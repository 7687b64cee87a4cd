-- Events that had their effect.
CREATE TABLE inbox (
    source     text        NOT NULL,
    event_id   text        NOT NULL,
    handled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (source, event_id)
);

-- Rows come in the order of time, so this stays small.
CREATE INDEX inbox_by_time ON inbox USING brin (handled_at);

-- Failed deliveries of events that did not have their effect yet.
CREATE TABLE delivery_attempts (
    source   text        NOT NULL,
    event_id text        NOT NULL,
    attempts integer     NOT NULL,
    last_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (source, event_id)
);
