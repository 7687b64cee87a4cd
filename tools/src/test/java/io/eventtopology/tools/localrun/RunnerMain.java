package io.eventtopology.tools.localrun;

import io.eventtopology.tools.program.Program;
import io.eventtopology.tools.program.ProgramLadder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Runs one service, prints the ids of its processes, and waits to be killed. */
final class RunnerMain {
    private RunnerMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        FixedObjects objects =
                new FixedObjects(List.of(RunnerObjects.deployment("shelf"), RunnerObjects.configuration("shelf")));
        Path daprd = ProgramLadder.ofThisMachine().find(Program.DAPRD);
        LocalRunner runner =
                LocalRunner.start(RunnerSettings.of(objects, RunnerObjects.TINY_APP, daprd, Path.of(arguments[0])));
        runner.awaitReady(Duration.ofSeconds(60));
        System.out.println("pids " + runner.pids());
        Thread.sleep(Duration.ofMinutes(5));
    }
}
