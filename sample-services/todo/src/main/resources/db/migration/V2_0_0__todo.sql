CREATE TABLE todo (
    position     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id           uuid        NOT NULL CONSTRAINT todo_id UNIQUE,
    user_id      text        NOT NULL,
    title        text        NOT NULL,
    created_at   timestamptz NOT NULL,
    completed_at timestamptz,
    user_check   text        NOT NULL CHECK (user_check IN ('VERIFIED', 'PENDING', 'UNKNOWN'))
);

CREATE INDEX todo_by_user ON todo (user_id, position);

-- Few: those that were created while the user service was away.
CREATE INDEX todo_pending ON todo (position) WHERE user_check = 'PENDING';
