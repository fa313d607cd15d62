package dev.atom.tck.fly;

import dev.atom.tck.CannedReply;
import java.util.Map;

/** Answers in the forms the API has. */
final class FlyReplies {
    private FlyReplies() {}

    static CannedReply ok(int status, Object body) {
        return CannedReply.json(status, FlyJson.write(body)).with("fly-request-id", "01FAKE-lo");
    }

    static CannedReply error(int status, String message) {
        return ok(status, Map.of("error", message));
    }

    static CannedReply lost() {
        return CannedReply.json(500, "").with(CannedReply.Fault.RESET_BEFORE_HEAD);
    }

    static CannedReply noApp() {
        return error(404, "app not found");
    }

    static CannedReply noMachine() {
        return error(404, "machine not found");
    }
}
