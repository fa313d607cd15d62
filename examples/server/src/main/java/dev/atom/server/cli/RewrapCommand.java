package dev.atom.server.cli;

import dev.atom.core.audit.Actor;
import dev.atom.server.run.ConfiguredAtom;
import java.util.List;
import java.util.Set;

/** Moves every data key under the current master key. */
final class RewrapCommand implements Command {
    @Override
    public String name() {
        return "vault rewrap";
    }

    @Override
    public String synopsis() {
        return ConfigFile.SYNOPSIS;
    }

    @Override
    public String purpose() {
        return "wrap all data keys under the current master key";
    }

    @Override
    public int run(List<String> words, Console console) {
        var config = ConfigFile.load(Arguments.parse(words, ConfigFile.OPTION, Set.of()), console);
        try (ConfiguredAtom opened = ConfiguredAtom.openForOneCommand(config)) {
            int moved = opened.atom().vault().rewrap(Actor.process("atom vault rewrap"));
            console.out().println("data keys rewrapped: " + moved + "; ATOM_MASTER_KEY_PREVIOUS can be removed");
        }
        return 0;
    }
}
