package io.eventtopology.tools.program;

import java.nio.file.Path;

/**
 * A program that is ready to start.
 *
 * @param name its file name
 * @param version the version it names itself, or the pinned one if it came from the cache, a release or a build
 * @param path where it is
 * @param how the rung of the ladder it came by, in words
 */
public record FoundProgram(String name, String version, Path path, String how) {}
