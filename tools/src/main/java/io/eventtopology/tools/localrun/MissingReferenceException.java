package io.eventtopology.tools.localrun;

/** A container refers to something that is not there (yet): it waits, as it would under a kubelet. */
final class MissingReferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingReferenceException(String message) {
        super(message);
    }
}
