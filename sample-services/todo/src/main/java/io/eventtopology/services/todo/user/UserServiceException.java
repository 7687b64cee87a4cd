package io.eventtopology.services.todo.user;

import org.jspecify.annotations.Nullable;

/** The User service did not give an answer that says whether a user exists. */
public final class UserServiceException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What it did instead. */
    public UserServiceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
