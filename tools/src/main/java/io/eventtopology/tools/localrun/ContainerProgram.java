package io.eventtopology.tools.localrun;

import java.util.OptionalLong;

/**
 * A container that needs a command line.
 *
 * @param namespace of its Deployment
 * @param service name of its Deployment
 * @param image its image
 * @param memoryLimit most bytes of memory; empty without a limit
 */
public record ContainerProgram(String namespace, String service, String image, OptionalLong memoryLimit) {
    /** The last part of the image's name, without tag and digest: {@code todo-service} of {@code example.org/x/todo-service:1}. */
    public String imageName() {
        String name = image.substring(image.lastIndexOf('/') + 1);
        int end = name.length();
        int digest = name.indexOf('@');
        if (digest >= 0) {
            end = digest;
        }
        int tag = name.indexOf(':');
        if (tag >= 0) {
            end = Math.min(end, tag);
        }
        return name.substring(0, end);
    }
}
