package io.eventtopology.services.payment;

/**
 * All money that moved, in cents.
 *
 * @param charges how many orders were charged
 * @param chargedCents taken from customers
 * @param refunds how many were refunded
 * @param refundedCents given back to them
 * @param balanceCents the difference
 */
public record Balance(long charges, long chargedCents, long refunds, long refundedCents, long balanceCents) {}
