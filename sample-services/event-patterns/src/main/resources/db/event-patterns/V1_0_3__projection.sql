-- Events as they came; never changed and never deleted.
CREATE TABLE event_log (
    position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source      text        NOT NULL,
    event_id    text        NOT NULL,
    type        text        NOT NULL,
    subject     text,
    occurred_at timestamptz,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- A CloudEvent in the JSON format.
    event       text        NOT NULL,
    UNIQUE (source, event_id)
);

CREATE INDEX event_log_by_subject ON event_log (subject, position);

-- Which generation of a projection queries read, and which is being built.
CREATE TABLE projection (
    name     text   PRIMARY KEY,
    live     bigint NOT NULL DEFAULT 0,
    building bigint,
    copied   bigint NOT NULL DEFAULT 0,
    up_to    bigint NOT NULL DEFAULT 0
);
