package dev.atom.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.audit.AuditVerdict.Broken;
import dev.atom.core.audit.AuditVerdict.Fault;
import dev.atom.core.audit.AuditVerdict.Intact;
import dev.atom.core.db.PageRequest;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.core.tenant.Tenant;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    @TempDir
    Path directory;

    private ChainFixture fixture;
    private Retention retention;
    private Tenant tenant;

    /** Five rows of which four are too old. */
    @BeforeEach
    void open() {
        fixture = new ChainFixture(directory);
        retention = new Retention(
                fixture.tenancy.database.database().system(),
                fixture.tenancy.audit,
                fixture.key,
                Duration.ofDays(30),
                fixture.tenancy.time);
        tenant = fixture.log(4);
        fixture.anchors.write();
        fixture.tenancy.time.pass(Duration.ofDays(31));
        fixture.record(tenant, "thing/5");
        fixture.anchors.write();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void removesWhatIsOldEnoughAndSaysSo() {
        assertThat(retention.apply()).isEqualTo(4);
        assertThat(retention.apply()).isZero();

        var rows = fixture.tenancy
                .audit
                .list(TenancyFixture.caller(tenant), PageRequest.first())
                .items();
        assertThat(rows).extracting(AuditEntry::seq).containsExactly(6L, 5L);
        assertThat(rows.get(0).action()).isEqualTo("audit.cut");
        assertThat(rows.get(0).details()).containsEntry("rows", "4").containsEntry("last", "4");
    }

    @Test
    void whatIsLeftStaysVerifiable() {
        retention.apply();
        assertThat(fixture.verify(tenant)).isEqualTo(new Intact(tenant.id(), 5, 6, 2));

        fixture.tenancy.time.pass(Duration.ofDays(31));
        retention.apply();
        assertThat(fixture.verify(tenant)).isEqualTo(new Intact(tenant.id(), 7, 7, 0));
        fixture.asOwner(tenant, "update audit_log set outcome = 'x' where T and seq = 7");
        assertThat(fixture.verify(tenant)).isInstanceOf(Broken.class);
    }

    @Test
    void aRowThatIsOldBehindOneThatIsNotStays() {
        fixture.tenancy.superuser("update audit_log set at = at + interval '40 days' where seq = 3");
        assertThat(retention.apply()).isEqualTo(2);
    }

    @Test
    void deletingMoreThanTheCutSaysIsFound() {
        retention.apply();
        fixture.asOwner(tenant, "delete from audit_log where T and seq = 5");
        assertBroken(5, Fault.MISSING);
    }

    @Test
    void aDeletionThatPretendsToBeRetentionIsFound() {
        fixture.asOwner(tenant, """
                insert into audit_cuts select tenant_id, seq, hash, at, 'key', 'signed' from audit_log where T and seq = 4;
                delete from audit_log where T and seq <= 4""");
        assertBroken(1, Fault.MISSING);
    }

    @Test
    void aCutOfAnotherLogIsNoExcuse() {
        Tenant other = fixture.log(5);
        retention.apply();
        fixture.asOwner(
                other,
                "insert into audit_cuts select '" + ChainFixture.id(other)
                        + "', seq, hash, at, key_id, signature from audit_cuts;"
                        + "delete from audit_log where T and seq <= 4");
        assertThat(fixture.verify(other)).isInstanceOfSatisfying(Broken.class, broken -> assertThat(broken.seq())
                .isEqualTo(1));
    }

    @Test
    void aCutThatWasTakenBackIsFound() {
        retention.apply();
        fixture.asOwner(tenant, "delete from audit_cuts where T");
        assertBroken(1, Fault.MISSING);
    }

    @Test
    void rowsThatAreBackBeforeTheCutAreFound() {
        retention.apply();
        fixture.asOwner(tenant, """
                create temp table copied as select * from audit_log where T and seq = 5;
                update copied set seq = 2;
                insert into audit_log select * from copied;
                drop table copied""");
        assertBroken(2, Fault.PLANTED);
    }

    private void assertBroken(long seq, Fault fault) {
        assertThat(fixture.verify(tenant)).isInstanceOfSatisfying(Broken.class, broken -> {
            assertThat(broken.seq()).as(broken.explanation()).isEqualTo(seq);
            assertThat(broken.fault()).as(broken.explanation()).isEqualTo(fault);
        });
    }
}
