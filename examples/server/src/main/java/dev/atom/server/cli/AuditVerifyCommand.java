package dev.atom.server.cli;

import dev.atom.core.Atom;
import dev.atom.core.audit.AuditVerdict;
import dev.atom.core.audit.AuditVerdict.Broken;
import dev.atom.core.audit.AuditVerdict.Intact;
import dev.atom.core.audit.AuditVerifier;
import dev.atom.core.node.CycleVerdict;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.Tenant;
import dev.atom.server.run.ConfiguredAtom;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the audit logs: each row against its chain, and the chains against the signed anchors. Of all tenants, also what the
 * reconciler of nodes left on record.
 */
final class AuditVerifyCommand implements Command {
    private static final int BROKEN = 1;

    @Override
    public String name() {
        return "audit verify";
    }

    @Override
    public String synopsis() {
        return "[--tenant slug] " + ConfigFile.SYNOPSIS;
    }

    @Override
    public String purpose() {
        return "check the audit logs of all tenants or of one; names the first broken or missing row";
    }

    @Override
    public int run(List<String> words, Console console) {
        Arguments arguments = Arguments.parse(words, Set.of("--tenant", "--config"), Set.of());
        Optional<Slug> slug = arguments.get("--tenant").map(Slug::new);
        var config = ConfigFile.load(arguments, console);
        try (ConfiguredAtom opened = ConfiguredAtom.openForOneCommand(config)) {
            AuditVerifier verifier = opened.atom().auditTrail().verifier();
            List<AuditVerdict> verdicts = slug.map(named ->
                            List.of(verifier.verify(tenant(opened.atom(), named).id())))
                    .orElseGet(verifier::verifyAll);
            verifier.doubts().forEach(doubt -> console.err().println("warning: " + doubt));
            verdicts.forEach(verdict -> console.out().println(line(verdict)));
            List<CycleVerdict> cycles =
                    slug.isPresent() ? List.of() : opened.atom().nodes().verifyCycles();
            cycles.forEach(verdict -> console.out().println(line(verdict)));
            return verdicts.stream().anyMatch(Broken.class::isInstance)
                            || cycles.stream()
                                    .anyMatch(verdict -> verdict.broken().isPresent())
                    ? BROKEN
                    : 0;
        }
    }

    private static String line(AuditVerdict verdict) {
        if (verdict instanceof Broken broken) {
            return "BROKEN " + broken.tenant() + " at row " + broken.seq() + ": " + broken.explanation();
        }
        Intact intact = (Intact) verdict;
        return "ok     " + intact.tenant() + " rows " + intact.first() + " to " + intact.last() + ", "
                + intact.anchors() + " anchors agree";
    }

    private static String line(CycleVerdict verdict) {
        return verdict.broken()
                .map(what -> "BROKEN cycles over nodes of " + verdict.provider() + ": " + what)
                .orElseGet(() -> "ok     cycles over nodes of " + verdict.provider() + ": " + verdict.cycles()
                        + " rows, " + verdict.decisions() + " decisions");
    }

    private static Tenant tenant(Atom atom, Slug slug) {
        return atom.tenants()
                .find(slug)
                .orElseThrow(() -> new AtomException(ErrorCode.NOT_FOUND, "there is no tenant with the slug " + slug));
    }
}
