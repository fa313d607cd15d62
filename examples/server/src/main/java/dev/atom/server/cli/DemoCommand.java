package dev.atom.server.cli;

import dev.atom.server.config.LogConfig;
import dev.atom.server.demo.Demo;
import dev.atom.server.run.Logging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Walks through what ATOM does, on everything embedded, and then stays up. */
final class DemoCommand implements Command {
    @Override
    public String name() {
        return "demo";
    }

    @Override
    public String synopsis() {
        return "[--once] [--data-dir .atom/demo]";
    }

    @Override
    public String purpose() {
        return "start everything embedded, take the tour, stay up (or not: --once)";
    }

    @Override
    public int run(List<String> words, Console console) throws IOException, InterruptedException {
        Arguments arguments = Arguments.parse(words, Set.of("--data-dir"), Set.of("--once"));
        Logging.configure(LogConfig.forPeople(console.environment()));
        Optional<Path> directory = arguments.get("--data-dir").map(Path::of);
        boolean once = arguments.has("--once");
        ProcessEnd end = ProcessEnd.interrupting(Thread.currentThread());
        try (Demo demo = once ? Demo.once(directory, console.out()) : Demo.lasting(directory, console.out())) {
            boolean passed = demo.run();
            if (passed && !once) {
                console.out().println("The server stays up. Ctrl-C stops it.");
                end.await();
            }
            return passed ? 0 : 1;
        } finally {
            end.done();
        }
    }
}
