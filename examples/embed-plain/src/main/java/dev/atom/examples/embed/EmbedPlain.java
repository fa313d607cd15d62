package dev.atom.examples.embed;

import dev.atom.core.Atom;
import dev.atom.core.AtomBuilder;
import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.DatabaseSettings;
import dev.atom.core.db.Login;
import dev.atom.core.llm.ProviderConfig;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.Tenant;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.MasterKeyFile;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.spi.Secret;
import dev.atom.spi.llm.ChatMessage;
import dev.atom.spi.llm.ChatRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;

/**
 * ATOM inside a plain Java program: no server, no framework. Opens it on a PostgreSQL, creates a tenant, stores that tenant's
 * key, asks an LLM with it, and closes everything again.
 */
public final class EmbedPlain {
    private EmbedPlain() {}

    /**
     * Prints the answer to one question.
     *
     * @param args a directory for the data, the base URL of an OpenAI-compatible provider, the tenant's key for it; and, to use
     *     an external PostgreSQL instead of an embedded one, a JDBC URL and the passwords of atom_owner, atom_app and atom_system
     */
    public static void main(String[] args) throws IOException {
        Path directory = Files.createDirectories(Path.of(args[0]));
        AtomBuilder builder = Atom.builder();
        if (args.length > 3) {
            builder.database(DatabaseSettings.at(args[3])
                    .owner(Login.of("atom_owner", args[4]))
                    .app(Login.of("atom_app", args[5]))
                    .system(Login.of("atom_system", args[6]))
                    .build());
        } else {
            builder.embeddedDatabase(directory.resolve("database"));
        }
        builder.provider(new ProviderConfig("openai", "openai", Map.of("base_url", args[1])));
        try (Secret providerKey = Secret.of(args[2])) {
            System.out.println(ask(builder, directory, providerKey));
        }
    }

    /** What the README shows. */
    static String ask(AtomBuilder builder, Path directory, Secret providerKey) {
        try (MasterKeyWrapper masterKey = masterKey(directory.resolve("master.key"));
                Atom atom = builder.keyWrapper(masterKey).open()) {
            Actor program = Actor.process("embed-plain");
            Tenant acme = atom.tenants().find(new Slug("acme")).orElseGet(() -> atom.tenants()
                    .create(program, new NewTenant(new Slug("acme"), "Acme", Plan.TEAM, AiMode.BYOK)));
            Caller caller = new Caller(acme.id(), Optional.empty(), program);
            atom.vault().put(caller, new KeyName("openai"), providerKey, Optional.of("openai"));
            return atom.llm()
                    .chat(caller, ChatRequest.of("openai/gpt-4o-mini", ChatMessage.user("Hello from plain Java")))
                    .text();
        }
    }

    /** A key beside the data is enough for an example; a real program gets its own from elsewhere. */
    private static MasterKeyWrapper masterKey(Path file) {
        SecureRandom random = new SecureRandom();
        MasterKeyFile.createIfMissing(file, random);
        return MasterKeyWrapper.fromEnvironment(Map.of("ATOM_MASTER_KEY_FILE", file.toString()), random)
                .orElseThrow();
    }
}
