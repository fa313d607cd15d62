package dev.atom.core;

import dev.atom.core.identity.LogInGuard;
import dev.atom.core.limit.AbuseGuard;
import dev.atom.core.limit.Reservation;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Counts wrong passwords where all guesses are counted, for the account, for the address, and for both together; and made-up tokens. */
record GuardedLogIns(AbuseGuard abuse) implements LogInGuard {
    @Override
    public Attempt admit(String account, Optional<String> ip) {
        Reservation attempt = abuse.logIn(address(ip), account);
        return new Attempt() {
            @Override
            public void wrong() {
                attempt.close();
            }

            @Override
            public void close() {
                attempt.cancel();
            }
        };
    }

    @Override
    public Attempt admitRefresh(Optional<String> ip) {
        InetAddress client = address(ip);
        abuse.beforeCredential(client);
        return new Attempt() {
            @Override
            public void wrong() {
                abuse.badCredential(client, "");
            }

            @Override
            public void close() {}
        };
    }

    /** What the server determined is written in digits, so no name is looked up. */
    private static InetAddress address(Optional<String> ip) {
        try {
            return ip.isPresent() ? InetAddress.getByName(ip.get()) : InetAddress.getLoopbackAddress();
        } catch (UnknownHostException noAddress) {
            return InetAddress.getLoopbackAddress();
        }
    }
}
