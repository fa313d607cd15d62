package dev.atom.core.tenant;

import static dev.atom.core.tenant.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.ErrorCode;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every combination of what a credential, a workspace and a host can say. */
class AgreementMatrixTest {
    private static TenancyFixture fixture;
    private static Tenant own;
    private static Tenant other;
    private static String ownKey;
    private static String otherKey;
    private static Workspace ownWorkspace;
    private static Workspace otherWorkspace;

    enum Says {
        NOTHING,
        OWN,
        OTHER,
        UNKNOWN
    }

    @BeforeAll
    static void createTwoTenants() {
        fixture = new TenancyFixture();
        own = fixture.tenant();
        other = fixture.tenant();
        ownKey = fixture.key(own.id());
        otherKey = fixture.key(other.id());
        ownWorkspace = fixture.tenancy.workspaces().create(TenancyFixture.caller(own), "one");
        otherWorkspace = fixture.tenancy.workspaces().create(TenancyFixture.caller(other), "one");
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    static Stream<Arguments> combinations() {
        return Stream.of(Says.values()).flatMap(credential -> Stream.of(Says.values())
                .flatMap(workspace -> Stream.of(Says.values()).map(host -> Arguments.of(credential, workspace, host))));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void allFactsAgreeOrThereIsNoAnswer(Says credential, Says workspace, Says host) {
        RequestFacts facts = new RequestFacts(
                pick(credential, ownKey, otherKey, "atom_dk_" + UUID.randomUUID()),
                pick(
                        workspace,
                        ownWorkspace.id().toString(),
                        otherWorkspace.id().toString(),
                        UUID.randomUUID().toString()),
                pick(host, host(own.slug().value()), host(other.slug().value()), host("nobody")),
                Optional.of("request-1"));
        Optional<ErrorCode> refusal = expectedRefusal(credential, workspace, host);

        if (refusal.isPresent()) {
            // Once from the database, once from the cache.
            assertFails(refusal.get(), () -> fixture.tenancy.resolver().resolve(facts));
            assertFails(refusal.get(), () -> fixture.tenancy.resolver().resolve(facts));
            return;
        }
        Tenant expected = Stream.of(credential, workspace, host).anyMatch(Says.OWN::equals) ? own : other;
        ResolvedCaller first = fixture.tenancy.resolver().resolve(facts);
        assertThat(first.tenant()).isEqualTo(expected);
        assertThat(first.caller().tenant()).isEqualTo(expected.id());
        assertThat(first.caller().workspace().isPresent()).isEqualTo(workspace != Says.NOTHING);
        assertThat(first.permissions().isEmpty()).isEqualTo(credential == Says.NOTHING);
        assertThat(fixture.tenancy.resolver().resolve(facts)).isEqualTo(first);
    }

    /** The rule said in another way than the code says it. */
    private static Optional<ErrorCode> expectedRefusal(Says credential, Says workspace, Says host) {
        Stream<Says> all = Stream.of(credential, workspace, host);
        if (credential == Says.UNKNOWN || all.allMatch(Says.NOTHING::equals)) {
            return Optional.of(ErrorCode.UNAUTHORIZED);
        }
        if (workspace == Says.UNKNOWN || host == Says.UNKNOWN) {
            return Optional.of(ErrorCode.NOT_FOUND);
        }
        long tenants = Stream.of(credential, workspace, host)
                .filter(says -> says != Says.NOTHING)
                .distinct()
                .count();
        return tenants > 1 ? Optional.of(ErrorCode.TENANT_MISMATCH) : Optional.empty();
    }

    private static Optional<String> pick(Says says, String ofOwn, String ofOther, String unknown) {
        return switch (says) {
            case NOTHING -> Optional.empty();
            case OWN -> Optional.of(ofOwn);
            case OTHER -> Optional.of(ofOther);
            case UNKNOWN -> Optional.of(unknown);
        };
    }

    private static String host(String label) {
        return label + ".atom.example";
    }
}
