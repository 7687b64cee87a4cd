package io.eventtopology.crds;

/** A service that ships with the operator. */
public enum BundledService {
    Todo,
    User,
    Notify,
    Analytics,
    Order,
    Payment,
    Shipping
}
