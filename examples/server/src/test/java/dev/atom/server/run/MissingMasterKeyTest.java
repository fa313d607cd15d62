package dev.atom.server.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.Atom;
import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.TestDatabase;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.Tenant;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.server.config.DatabaseConfig;
import dev.atom.server.config.ServerConfig;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissingMasterKeyTest {
    private static final Actor TEST = Actor.process("test");
    private static final String HOW_TO_MAKE_ONE = "make a key with `openssl rand -base64 32`";

    @TempDir
    private Path directory;

    @Test
    void namesTheMasterKeyThatTheStoredKeysNeedUntilThereAreNone() {
        try (TestDatabase database = TestDatabase.fresh();
                MasterKeyWrapper masterKey =
                        MasterKeyWrapper.of(Secret.copyOf(new byte[32]), List.of(), new SecureRandom())) {
            DatabaseConfig there = new DatabaseConfig(Path.of("unused"), Optional.of(database.settings()));
            try (Atom atom = Atom.builder()
                    .database(database.settings())
                    .keyWrapper(masterKey)
                    .open()) {
                assertRefused(there).hasMessageContaining(HOW_TO_MAKE_ONE);
                Tenant acme =
                        atom.tenants().create(TEST, new NewTenant(new Slug("acme"), "Acme", Plan.FREE, AiMode.BYOK));
                try (Secret value = Secret.of("sk-0123456789abcdef")) {
                    atom.vault().put(Caller.process(acme.id(), "test"), new KeyName("openai"), value, Optional.empty());
                }
                assertRefused(there)
                        .hasMessageContaining("the stored keys need master key " + masterKey.currentKeyId())
                        .hasMessageNotContaining(HOW_TO_MAKE_ONE);
                var unused = atom.tenants().delete(TEST, acme.id());
                assertRefused(there).hasMessageContaining(HOW_TO_MAKE_ONE);
            }
        }
    }

    @Test
    void makesNoDatabaseToSayThatThereIsNone() {
        Path never = directory.resolve("data");

        assertRefused(new DatabaseConfig(never, Optional.empty())).hasMessageContaining(HOW_TO_MAKE_ONE);

        assertThat(never).doesNotExist();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(DatabaseConfig database) {
        ServerConfig usual = ServerConfig.load(Optional.empty(), Map.of());
        ServerConfig config = new ServerConfig(
                usual.server(),
                database,
                usual.vault(),
                usual.auth(),
                usual.llm(),
                usual.keys(),
                usual.limits(),
                usual.audit(),
                usual.nodes(),
                usual.metrics(),
                usual.log());
        return assertThatThrownBy(() -> ConfiguredAtom.openForOneCommand(config))
                .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.VALIDATION_ERROR))
                .hasMessageContaining("ATOM_MASTER_KEY is missing");
    }
}
