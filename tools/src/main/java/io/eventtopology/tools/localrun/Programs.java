package io.eventtopology.tools.localrun;

import java.util.List;

/** What a container image is on this machine. */
@FunctionalInterface
public interface Programs {
    /**
     * The command line that runs a container; paths absolute.
     *
     * @throws ProgramMissingException when nothing is known to run for it; the message says what to do
     */
    List<String> command(ContainerProgram container);
}
