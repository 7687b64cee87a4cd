package io.eventtopology.services.todo.user;

/** What is known about the user of a todo. */
public enum UserCheck {
    /** The User service knows them. */
    VERIFIED,
    /** The User service could not be asked; it is asked later. */
    PENDING,
    /** The User service does not know them. */
    UNKNOWN
}
