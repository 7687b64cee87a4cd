-- Events that are committed and not yet acknowledged by the broker.
CREATE TABLE outbox (
    position        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_key       text        NOT NULL,
    topic           text        NOT NULL,
    -- A CloudEvent in the JSON format.
    event           text        NOT NULL,
    appended_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts        integer     NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT '-infinity',
    last_error      text
);

-- The oldest event of each key.
CREATE INDEX outbox_by_key ON outbox (order_key, position);

-- The last number given to an event of a subject.
CREATE TABLE outbox_sequence (
    source  text   NOT NULL,
    subject text   NOT NULL,
    last    bigint NOT NULL,
    PRIMARY KEY (source, subject)
);
