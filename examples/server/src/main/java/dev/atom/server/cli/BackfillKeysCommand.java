package dev.atom.server.cli;

import dev.atom.core.Atom;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.Page;
import dev.atom.core.db.PageRequest;
import dev.atom.core.identity.KeyRequest;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.Tenant;
import dev.atom.core.tenant.TenantStatus;
import dev.atom.server.run.ConfiguredAtom;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Issues an API key to every active user who has none, and prints each once: tenant, username, key. */
final class BackfillKeysCommand implements Command {
    @Override
    public String name() {
        return "keys backfill";
    }

    @Override
    public String synopsis() {
        return "[--tenant slug] [--device name] " + ConfigFile.SYNOPSIS;
    }

    @Override
    public String purpose() {
        return "create API keys for users who have none, each shown once";
    }

    @Override
    public int run(List<String> words, Console console) {
        Arguments arguments = Arguments.parse(words, Set.of("--tenant", "--device", "--config"), Set.of());
        Optional<Slug> slug = arguments.get("--tenant").map(Slug::new);
        KeyRequest wanted = KeyRequest.of(arguments.get("--device").orElse("backfill"));
        var config = ConfigFile.load(arguments, console);
        try (ConfiguredAtom opened = ConfiguredAtom.openForOneCommand(config)) {
            Atom atom = opened.atom();
            int issued = slug.map(named -> issue(atom, tenant(atom, named), wanted, console))
                    .orElseGet(() -> issueToAll(atom, wanted, console));
            console.err().println("keys issued: " + issued + (issued == 0 ? "" : "; each was shown once"));
        }
        return 0;
    }

    private static int issueToAll(Atom atom, KeyRequest wanted, Console console) {
        int issued = 0;
        Optional<String> cursor = Optional.empty();
        do {
            Page<Tenant> page = atom.tenants().list(new PageRequest(PageRequest.MAX, cursor));
            for (Tenant tenant : page.items()) {
                if (tenant.status() == TenantStatus.ACTIVE) {
                    issued += issue(atom, tenant, wanted, console);
                }
            }
            cursor = page.nextCursor();
        } while (cursor.isPresent());
        return issued;
    }

    private static int issue(Atom atom, Tenant tenant, KeyRequest wanted, Console console) {
        Caller caller = Caller.process(tenant.id(), "atom keys backfill");
        return atom.desktopKeys().backfill(caller, wanted, (username, key) -> console.out()
                .println(tenant.slug() + " " + username + " "
                        + key.key().<String>use(bytes -> new String(bytes, StandardCharsets.US_ASCII))));
    }

    private static Tenant tenant(Atom atom, Slug slug) {
        return atom.tenants()
                .find(slug)
                .orElseThrow(() -> new AtomException(ErrorCode.NOT_FOUND, "there is no tenant with the slug " + slug));
    }
}
