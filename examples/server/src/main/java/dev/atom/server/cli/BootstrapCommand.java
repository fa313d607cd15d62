package dev.atom.server.cli;

import dev.atom.core.audit.Actor;
import dev.atom.core.identity.IssuedKey;
import dev.atom.server.run.ConfiguredAtom;
import java.util.List;
import java.util.Set;

/** Creates the platform's first key. */
final class BootstrapCommand implements Command {
    @Override
    public String name() {
        return "bootstrap";
    }

    @Override
    public String synopsis() {
        return ConfigFile.SYNOPSIS;
    }

    @Override
    public String purpose() {
        return "create the platform administrator's key, shown once";
    }

    @Override
    public int run(List<String> words, Console console) {
        var config = ConfigFile.load(Arguments.parse(words, ConfigFile.OPTION, Set.of()), console);
        try (ConfiguredAtom opened = ConfiguredAtom.open(config);
                IssuedKey key = opened.atom().apiKeys().bootstrap(Actor.process("atom bootstrap"), "bootstrap")) {
            KeyPrint.show(key, console);
        }
        return 0;
    }
}
