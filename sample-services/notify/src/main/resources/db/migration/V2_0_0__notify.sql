CREATE TABLE message (
    position     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id   uuid NOT NULL UNIQUE,
    user_id      text NOT NULL,
    todo_id      text,
    channel      text NOT NULL,
    text         text NOT NULL,
    event_source text NOT NULL,
    event_id     text NOT NULL,
    event_type   text NOT NULL,
    sent_at      timestamptz NOT NULL
);
CREATE INDEX message_user ON message (user_id, position);
CREATE INDEX message_todo ON message (todo_id, position) WHERE todo_id IS NOT NULL;
CREATE INDEX message_event ON message (event_id, position);

-- One row: all replicas and restarts see the same switch.
CREATE TABLE failure_switch (
    one         boolean PRIMARY KEY DEFAULT true CHECK (one),
    mode        text NOT NULL CHECK (mode IN ('none', 'retryable', 'poison')),
    event_type  text,
    times_left  bigint CHECK (times_left >= 0)
);
INSERT INTO failure_switch (mode) VALUES ('none');

CREATE TABLE attempt (
    position     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_source text NOT NULL,
    event_id     text NOT NULL,
    event_type   text NOT NULL,
    at           timestamptz NOT NULL
);
CREATE INDEX attempt_event ON attempt (event_id, position);
