package dev.atom.cloud.fly;

import static dev.atom.tck.NodeFixture.CALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.NodeScopes;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.Reason;
import dev.atom.tck.fly.FlyFault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant's app on its way out and back. */
class FlyScopesTest {
    private final FlyFixture fixture = FlyFixture.unlimited();
    private final NodeScopes scopes = fixture.provider.scopes().orElseThrow();

    @BeforeEach
    void useTheApp() {
        fixture.nodes.destroyUntilGone(fixture.nodes.create());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private CreateOutcome create(NodeTags tags) {
        return fixture.provider.create(fixture.nodes.spec(tags), CALL);
    }

    @Test
    void isMadeAgainOnceItsNameIsFree() {
        assertThat(scopes.remove(fixture.app(), CALL)).isInstanceOf(DestroyOutcome.Accepted.class);
        fixture.fly.inject(FlyFault.APP_NAME_HELD);
        NodeTags tags = fixture.nodes.tags();

        assertThat(create(tags)).isInstanceOfSatisfying(CreateOutcome.Rejected.class, held -> {
            assertThat(held.why().kind()).isEqualTo(Reason.Kind.BUSY);
            assertThat(held.retryAfter()).isPresent();
        });
        fixture.fly.heal();

        assertThat(create(tags)).isInstanceOf(CreateOutcome.Created.class);
        assertThat(fixture.fly.apps()).containsExactly(fixture.app());
    }

    @Test
    void isNotSaidToStayOrToBeGoneWhenTheReplyWasLost() {
        fixture.fly.once(FlyFault.APP_DELETE_REPLY_LOST);

        assertThat(scopes.remove(fixture.app(), CALL)).isInstanceOf(DestroyOutcome.Ambiguous.class);
        assertThat(scopes.remove(fixture.app(), CALL)).isInstanceOf(DestroyOutcome.Gone.class);
    }

    @Test
    void staysWhenItsListIsEmptyByMistake() {
        fixture.nodes.create();
        fixture.fly.inject(FlyFault.LIST_EMPTY);

        assertThat(scopes.remove(fixture.app(), CALL)).isInstanceOf(DestroyOutcome.Blocked.class);
        assertThat(fixture.fly.machines()).hasSize(1);
    }

    @Test
    void staysWhenItsListBreaksOff() {
        fixture.nodes.create();
        fixture.fly.inject(FlyFault.LIST_SHORT_PAGES).inject(FlyFault.LIST_SECOND_PAGE_FAILS);

        assertThat(scopes.remove(fixture.app(), CALL)).isInstanceOf(DestroyOutcome.Blocked.class);
        assertThat(fixture.fly.machines()).hasSize(1);
    }
}
