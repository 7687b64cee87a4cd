-- Each generation of the projections has rows of its own; queries read the current one.
CREATE TABLE todo_state (
    generation bigint NOT NULL,
    todo_id    text NOT NULL,
    creator    text,
    mentioned  text,
    created    boolean NOT NULL,
    completed  boolean NOT NULL,
    deleted    boolean NOT NULL,
    PRIMARY KEY (generation, todo_id)
);

CREATE TABLE user_counts (
    generation    bigint NOT NULL,
    user_id       text COLLATE "C" NOT NULL,
    registered_at timestamptz,
    created       bigint NOT NULL DEFAULT 0,
    completed     bigint NOT NULL DEFAULT 0,
    deleted       bigint NOT NULL DEFAULT 0,
    open          bigint NOT NULL DEFAULT 0,
    notifications bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (generation, user_id)
);

-- In slices, added up by queries: one row for each day and type would be locked by every event until its commit.
CREATE TABLE day_counts (
    generation bigint NOT NULL,
    day        date NOT NULL,
    type       text NOT NULL,
    slice      smallint NOT NULL,
    events     bigint NOT NULL,
    first_at   timestamptz NOT NULL,
    last_at    timestamptz NOT NULL,
    PRIMARY KEY (generation, day, type, slice)
);
