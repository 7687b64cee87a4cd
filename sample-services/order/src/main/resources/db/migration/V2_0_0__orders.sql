CREATE TABLE customer_order (
    position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id          uuid        NOT NULL CONSTRAINT customer_order_id UNIQUE,
    customer_id text        NOT NULL,
    -- [{"sku", "quantity", "unitPriceCents"}]
    items       jsonb       NOT NULL,
    total_cents bigint      NOT NULL CHECK (total_cents > 0),
    placed_at   timestamptz NOT NULL
);
