package dev.atom.server.cli;

import dev.atom.core.Atom;
import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.identity.Authority;
import dev.atom.core.identity.EmailAddress;
import dev.atom.core.identity.FirstAdmin;
import dev.atom.core.identity.IssuedKey;
import dev.atom.core.identity.Username;
import dev.atom.server.run.ConfiguredAtom;
import dev.atom.spi.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Creates the platform's first administrator, or with {@code --key} its first key. */
final class BootstrapCommand implements Command {
    private static final Actor BOOTSTRAP = Actor.process("atom bootstrap");

    @Override
    public String name() {
        return "bootstrap";
    }

    @Override
    public String synopsis() {
        return "[--user admin] [--email admin@localhost] [--key] " + ConfigFile.SYNOPSIS;
    }

    @Override
    public String purpose() {
        return "create the platform's first administrator, or with --key its first API key; the secret is shown once";
    }

    @Override
    public int run(List<String> words, Console console) {
        Arguments arguments = Arguments.parse(words, Set.of("--user", "--email", "--config"), Set.of("--key"));
        Username user = new Username(arguments.get("--user").orElse("admin"));
        EmailAddress email = new EmailAddress(arguments.get("--email").orElse("admin@localhost"));
        var config = ConfigFile.load(arguments, console);
        try (ConfiguredAtom opened = ConfiguredAtom.openForOneCommand(config)) {
            if (arguments.has("--key")) {
                showKey(opened.atom(), console);
            } else {
                showUser(opened.atom(), user, email, console);
            }
        }
        return 0;
    }

    private static void showKey(Atom atom, Console console) {
        try (IssuedKey key = atom.apiKeys().bootstrap(BOOTSTRAP, "bootstrap")) {
            KeyPrint.show(key, console);
        }
    }

    private static void showUser(Atom atom, Username user, EmailAddress email, Console console) {
        Authority platform = Authority.full(new Caller(TenantId.PLATFORM, Optional.empty(), BOOTSTRAP));
        try (FirstAdmin first = atom.identity().users().bootstrap(platform, user, email)) {
            console.err()
                    .println(
                            "This password of " + user
                                    + " in tenant platform is shown once, and must be changed at the first log-in, within seven days:");
            console.out().println(first.password().<String>use(bytes -> new String(bytes, StandardCharsets.US_ASCII)));
        }
    }
}
