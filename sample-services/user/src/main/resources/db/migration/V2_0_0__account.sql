CREATE TABLE account (
    position      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id            uuid        NOT NULL CONSTRAINT account_id UNIQUE,
    name          text        NOT NULL,
    email         text        NOT NULL,
    registered_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX account_email ON account (lower(email));
