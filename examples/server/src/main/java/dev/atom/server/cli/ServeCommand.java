package dev.atom.server.cli;

import dev.atom.server.config.ServerConfig;
import dev.atom.server.run.AtomServer;
import java.util.List;
import java.util.Set;

/** Runs the server until the process is told to end. */
final class ServeCommand implements Command {
    @Override
    public String name() {
        return "serve";
    }

    @Override
    public String synopsis() {
        return ConfigFile.SYNOPSIS;
    }

    @Override
    public String purpose() {
        return "run the server until Ctrl-C";
    }

    @Override
    public int run(List<String> words, Console console) throws InterruptedException {
        ServerConfig config = ConfigFile.load(Arguments.parse(words, ConfigFile.OPTION, Set.of()), console);
        if (config.llm().providers().isEmpty()) {
            console.err().println("atom serve: no provider is configured, so no LLM can be called: see llm.providers");
        }
        ProcessEnd end = ProcessEnd.watch(config.server().http().drain());
        try (AtomServer server = AtomServer.start(config)) {
            console.out().println("ATOM listens on " + server.url());
            end.await();
        } finally {
            end.done();
        }
        return 0;
    }
}
