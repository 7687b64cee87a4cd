package io.eventtopology.tools.module;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One way to the zip of a module. */
interface ZipSource {

    /**
     * The zip, or empty; then a sentence that says why is added to the reasons.
     *
     * @param work an empty folder that the way may use
     */
    Optional<Path> zip(GoModule module, Path work, List<String> reasons);
}
