CREATE TABLE payment (
    order_id     uuid        PRIMARY KEY,
    customer_id  text,
    amount_cents bigint      NOT NULL,
    -- CHARGED, DECLINED, REFUNDED, or REFUSED: the order was taken back before it was charged.
    state        text        NOT NULL,
    reason       text,
    changed_at   timestamptz NOT NULL
);

-- Every movement of money; only ever appended to. The sum of an order's movements is what it has paid.
CREATE TABLE ledger (
    position     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id     uuid        NOT NULL,
    -- charge or refund
    kind         text        NOT NULL,
    amount_cents bigint      NOT NULL,
    at           timestamptz NOT NULL,
    UNIQUE (order_id, kind)
);
