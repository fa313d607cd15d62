package dev.atom.server.cli;

import dev.atom.core.Atom;
import dev.atom.core.audit.Actor;
import dev.atom.core.identity.ApiKeys;
import dev.atom.core.identity.IssuedKey;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.Tenant;
import dev.atom.server.run.ConfiguredAtom;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.List;
import java.util.Set;

/** Issues an API key of a tenant. */
final class IssueKeyCommand implements Command {
    @Override
    public String name() {
        return "keys issue";
    }

    @Override
    public String synopsis() {
        return "--tenant slug --device name " + ConfigFile.SYNOPSIS;
    }

    @Override
    public String purpose() {
        return "create an API key of a tenant, shown once";
    }

    @Override
    public int run(List<String> words, Console console) {
        Arguments arguments = Arguments.parse(words, Set.of("--tenant", "--device", "--config"), Set.of());
        Slug slug = new Slug(arguments.required("--tenant"));
        String device = arguments.required("--device");
        var config = ConfigFile.load(arguments, console);
        try (ConfiguredAtom opened = ConfiguredAtom.openForOneCommand(config);
                IssuedKey key = issue(opened.atom(), slug, device)) {
            KeyPrint.show(key, console);
        }
        return 0;
    }

    private static IssuedKey issue(Atom atom, Slug slug, String device) {
        Tenant tenant = atom.tenants()
                .find(slug)
                .orElseThrow(() -> new AtomException(ErrorCode.NOT_FOUND, "there is no tenant with the slug " + slug));
        return atom.apiKeys().issue(Actor.process("atom keys issue"), tenant.id(), device, ApiKeys.DEFAULT_VALIDITY);
    }
}
