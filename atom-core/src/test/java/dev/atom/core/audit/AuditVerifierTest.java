package dev.atom.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.AuditVerdict.Broken;
import dev.atom.core.audit.AuditVerdict.Fault;
import dev.atom.core.audit.AuditVerdict.Intact;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.core.tenant.Tenant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditVerifierTest {
    /** As an owner who has read the schema would compute it. */
    private static final String REHASH = """
            update audit_log set hash = sha256(prev_hash || record_send(row(
                tenant_id, seq, id, at, workspace_id, actor_kind, actor_id, request_id, ip, user_agent,
                action, resource, outcome, details::text)))
            """;

    @TempDir
    Path directory;

    private ChainFixture fixture;

    @BeforeEach
    void open() {
        fixture = new ChainFixture(directory);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aLogThatNobodyTouchedIsIntact() {
        Tenant tenant = fixture.log(10);
        fixture.anchors.write();
        fixture.record(tenant, "thing/11");

        assertThat(fixture.verify(tenant)).isEqualTo(new Intact(tenant.id(), 1, 11, 1));
        assertThat(fixture.verifier.verifyAll()).hasOnlyElementsOfType(Intact.class);
    }

    @Test
    void aLogOfMoreThanAPageIsReadWhole() {
        Tenant tenant = fixture.log(1);
        var events = Collections.nCopies(
                2500, AuditEvent.of(TenancyFixture.caller(tenant), "thing.change", "thing/1", Map.of()));
        var unused = fixture.tenancy
                .database
                .database()
                .tenants()
                .in(tenant.id(), handle -> fixture.tenancy.audit.recordAll(handle, events));
        assertThat(fixture.verify(tenant)).isEqualTo(new Intact(tenant.id(), 1, 2501, 0));

        fixture.asOwner(tenant, "delete from audit_log where T and seq = 2500");
        assertBroken(tenant, 2500, Fault.MISSING);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id | gen_random_uuid()",
                "at | at + interval '1 microsecond'",
                "workspace_id | gen_random_uuid()",
                "actor_kind | 'PROCESS'",
                "actor_id | 'key-2'",
                "request_id | null",
                "ip | ''",
                "user_agent | concat(user_agent, ' ')",
                "action | 'thing.chang'",
                "resource | 'ething/5'",
                "outcome | 'OK'",
                "details | jsonb_set(details, '{a}', '\" \"')",
                "prev_hash | hash",
                "hash | prev_hash",
                "tenant_id | gen_random_uuid()",
                "at | 'infinity'",
            })
    void anEditOfAnyColumnIsFound(String column, String value) {
        Tenant tenant = fixture.log(8);
        fixture.asOwner(tenant, "update audit_log set " + column + " = " + value + " where T and seq = 5");
        assertBroken(tenant, 5, column.equals("tenant_id") ? Fault.MISSING : Fault.ALTERED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"action = action || resource, resource = ''", "ip = user_agent, user_agent = ip"})
    void movingTextBetweenFieldsIsFound(String set) {
        Tenant tenant = fixture.log(8);
        fixture.asOwner(tenant, "update audit_log set " + set + " where T and seq = 5");
        assertBroken(tenant, 5, Fault.ALTERED);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 8})
    void anEditThatIsHashedAgainIsFoundAlsoInTheLastRow(int seq) {
        Tenant tenant = fixture.log(8);
        String there = " where T and seq = " + seq;
        fixture.asOwner(tenant, "update audit_log set outcome = 'x'" + there + "; " + REHASH + there);
        assertBroken(tenant, seq, Fault.ALTERED);
    }

    @ParameterizedTest
    @CsvSource({"seq = 5,5", "seq = 1,1", "seq = 8,8", "seq > 6,7", "seq in (3 ; 6),3", "true,1"})
    void aDeletionIsFound(String rows, long first) {
        Tenant tenant = fixture.log(8);
        fixture.asOwner(tenant, "delete from audit_log where T and " + rows.replace(" ;", ","));
        assertBroken(tenant, first, Fault.MISSING);
    }

    @Test
    void twoRowsThatChangedPlacesAreFound() {
        Tenant tenant = fixture.log(8);
        fixture.asOwner(tenant, """
                update audit_log set seq = 99 where T and seq = 4;
                update audit_log set seq = 4 where T and seq = 5;
                update audit_log set seq = 5 where T and seq = 99""");
        assertBroken(tenant, 4, Fault.ALTERED);
    }

    @Test
    void aPlantedRowIsFound() {
        Tenant tenant = fixture.log(8);
        fixture.asOwner(tenant, """
                create temp table copied as select * from audit_log where T and seq = 8;
                update copied set seq = 9, prev_hash = hash;
                insert into audit_log select * from copied;
                drop table copied""");
        fixture.asOwner(tenant, REHASH + " where T and seq = 9");
        assertBroken(tenant, 9, Fault.PLANTED);
    }

    @Test
    void aTruncationIsFoundInEveryLog() {
        Tenant one = fixture.log(3);
        Tenant other = fixture.log(5);
        fixture.anchors.write();
        fixture.asOwner(one, "truncate audit_log");

        assertBroken(one, 1, Fault.MISSING);
        assertBroken(other, 1, Fault.MISSING);

        fixture.asOwner(one, "truncate audit_heads");
        assertBroken(one, 1, Fault.MISSING);
        assertThat(fixture.verifier.verifyAll())
                .filteredOn(Broken.class::isInstance)
                .hasSize(2);
    }

    @Test
    void aTailThatWasCutOffWithItsRecordedEndIsFoundByTheAnchor() {
        Tenant tenant = fixture.log(10);
        fixture.anchors.write();
        fixture.cutTail(tenant, 7);
        assertBroken(tenant, 8, Fault.MISSING);

        // Also when the log goes on over the gap.
        fixture.record(tenant, "thing/new");
        fixture.record(tenant, "thing/new");
        fixture.record(tenant, "thing/new");
        assertBroken(tenant, 1, Fault.REWRITTEN);
    }

    @Test
    void aLogRewrittenFromTheStartIsFoundByTheAnchors() {
        Tenant tenant = anchoredAtFourAndSix();
        fixture.asOwner(
                tenant,
                "create temp table kept as select * from audit_log where T;"
                        + "delete from audit_log where T; delete from audit_heads where T;"
                        + "grant select on kept to public");
        assertBroken(tenant, 1, Fault.MISSING);
        for (int i = 1; i <= 6; i++) {
            fixture.record(tenant, "thing/other");
        }
        assertBroken(tenant, 1, Fault.REWRITTEN);
    }

    @Test
    void aRewriteBehindAnAnchorNamesTheFirstRowThatMayBeWrong() {
        Tenant tenant = anchoredAtFourAndSix();
        fixture.cutTail(tenant, 4);
        fixture.record(tenant, "thing/other");
        fixture.record(tenant, "thing/other");
        assertBroken(tenant, 5, Fault.REWRITTEN);
    }

    @Test
    void anAnchorWithoutTheKeysSignatureVouchesForNothingAndIsNamed() throws Exception {
        Tenant tenant = fixture.log(4);
        fixture.anchors.write();
        String text = Files.readString(fixture.file.path());
        Files.writeString(
                fixture.file.path(), text.replaceAll("(?m)^(head \\S+) \\d+", "$1 999") + "anchor 1 cut short\nhead");

        assertThat(fixture.verify(tenant)).isEqualTo(new Intact(tenant.id(), 1, 4, 0));
        assertThat(fixture.verifier.doubts()).singleElement().asString().contains("is not signed by key");
        fixture.another().write();
        assertThat(fixture.verify(tenant)).isEqualTo(new Intact(tenant.id(), 1, 4, 1));
    }

    @Test
    void onlyLogsThatHaveGrownAreAnchoredAgain() {
        Tenant tenant = fixture.log(2);
        Tenant quiet = fixture.log(2);
        assertThat(fixture.anchors.write()).isEqualTo(2);
        assertThat(fixture.anchors.write()).isZero();
        fixture.record(tenant, "thing/3");
        assertThat(fixture.anchors.write()).isEqualTo(1);
        assertThat(fixture.verify(tenant)).isEqualTo(new Intact(tenant.id(), 1, 3, 2));
        assertThat(fixture.verify(quiet)).isEqualTo(new Intact(quiet.id(), 1, 2, 1));
    }

    @Test
    void manyWritersMakeOneChain() throws Exception {
        Tenant tenant = fixture.log(1);
        for (Future<Boolean> writer : TenancyFixture.race(8, () -> {
            for (int i = 0; i < 20; i++) {
                fixture.record(tenant, "thing/x");
            }
            return true;
        })) {
            assertThat(writer.get()).isTrue();
        }
        assertThat(fixture.verify(tenant)).isEqualTo(new Intact(tenant.id(), 1, 161, 0));
    }

    @Test
    void aChangeThatIsRolledBackLeavesNoGap() {
        Tenant tenant = fixture.log(2);
        assertThatThrownBy(() -> fixture.tenancy.database.database().tenants().in(tenant.id(), handle -> {
                    fixture.tenancy.audit.record(
                            handle, AuditEvent.of(TenancyFixture.caller(tenant), "thing.change", "thing/3", Map.of()));
                    throw new IllegalStateException("the change failed");
                }))
                .hasMessage("the change failed");
        fixture.record(tenant, "thing/3");
        assertThat(fixture.verify(tenant)).isEqualTo(new Intact(tenant.id(), 1, 3, 0));
    }

    @Test
    void noRoleOfAtomWritesARowPastTheChain() {
        Tenant tenant = fixture.log(2);
        var database = fixture.tenancy.database.database();
        for (String sql : List.of(
                "insert into audit_log select * from audit_log",
                "update audit_heads set seq = 1",
                "delete from audit_heads",
                "insert into audit_cuts select tenant_id, seq, hash, now(), '', '' from audit_log",
                "delete from audit_cuts",
                "truncate audit_heads")) {
            assertForbidden(sql, () -> database.tenants().run(tenant.id(), handle -> handle.execute(sql)));
            assertForbidden(sql, () -> database.system().run(handle -> handle.execute(sql)));
        }
        Cut cut = Cut.sign(new ChainStore.Place(tenant.id(), 1, "00"), fixture.tenancy.time.instant(), fixture.key);
        assertForbidden("a cut", () -> database.tenants().run(tenant.id(), handle -> ChainStore.cut(handle, cut)));
    }

    private static void assertForbidden(String what, ThrowingCallable work) {
        assertThatThrownBy(work).as(what).hasMessageContaining("42501");
    }

    @Test
    void withoutAnchorsTheChainAloneIsChecked() {
        Tenant tenant = fixture.log(3);
        var database = fixture.tenancy.database.database();
        var bare = new AuditVerifier(database.tenants(), database.system(), Optional.empty());
        assertThat(bare.verify(tenant.id())).isEqualTo(new Intact(tenant.id(), 1, 3, 0));
        fixture.asOwner(tenant, "delete from audit_log where T and seq = 2");
        assertThat(bare.verify(tenant.id())).isInstanceOf(Broken.class);
    }

    private Tenant anchoredAtFourAndSix() {
        Tenant tenant = fixture.log(4);
        fixture.anchors.write();
        fixture.record(tenant, "thing/5");
        fixture.record(tenant, "thing/6");
        fixture.anchors.write();
        return tenant;
    }

    private void assertBroken(Tenant tenant, long seq, Fault fault) {
        assertThat(fixture.verify(tenant)).isInstanceOfSatisfying(Broken.class, broken -> {
            assertThat(broken.seq()).as(broken.explanation()).isEqualTo(seq);
            assertThat(broken.fault()).as(broken.explanation()).isEqualTo(fault);
            assertThat(broken.explanation()).startsWith("row " + seq + " ");
        });
    }
}
