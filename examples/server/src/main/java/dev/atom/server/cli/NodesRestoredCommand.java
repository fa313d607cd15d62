package dev.atom.server.cli;

import dev.atom.core.audit.Actor;
import dev.atom.server.run.ConfiguredAtom;
import dev.atom.spi.node.StoreIncarnation;
import java.util.List;
import java.util.Set;

/** Says that the database was put back in a way that it cannot notice itself. */
final class NodesRestoredCommand implements Command {
    @Override
    public String name() {
        return "nodes restored";
    }

    @Override
    public String synopsis() {
        return ConfigFile.SYNOPSIS;
    }

    @Override
    public String purpose() {
        return "say that the database was restored from a disk image, before the servers start: no node it does not know is"
                + " touched";
    }

    @Override
    public int run(List<String> words, Console console) {
        var config = ConfigFile.load(Arguments.parse(words, ConfigFile.OPTION, Set.of()), console);
        try (ConfiguredAtom opened = ConfiguredAtom.openForOneCommand(config)) {
            StoreIncarnation begun = opened.atom().nodes().storeWasRestored(Actor.process("atom nodes restored"));
            console.out()
                    .println("the store begins its life " + begun + ": nodes of others are left until their deadline");
        }
        return 0;
    }
}
