CREATE TABLE parcel (
    order_id   uuid        PRIMARY KEY,
    parcel_id  text,
    -- SHIPPED, or REFUSED for good.
    state      text        NOT NULL,
    reason     text,
    changed_at timestamptz NOT NULL
);
