CREATE TABLE saga (
    name       text        NOT NULL,
    id         text        NOT NULL,
    state      text        NOT NULL,
    data       jsonb       NOT NULL,
    deadline   timestamptz,
    started_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (name, id)
);

CREATE INDEX saga_by_deadline ON saga (name, deadline) WHERE deadline IS NOT NULL;

-- Steps that are done; a step may be known before its saga is.
CREATE TABLE saga_step (
    name text        NOT NULL,
    id   text        NOT NULL,
    step text        NOT NULL,
    at   timestamptz NOT NULL,
    PRIMARY KEY (name, id, step)
);
