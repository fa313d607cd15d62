package dev.atom.core.audit;

import dev.atom.core.db.PrivateFiles;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The key that signs anchors and cuts: Ed25519 (RFC 8032), from a file that lies outside the database. Whoever has the file can
 * sign; keep it from the database's administrators. Thread-safe.
 */
public final class AnchorKey {
    private static final String ALGORITHM = "Ed25519";

    private final String id;
    private final PrivateKey secret;
    private final PublicKey shared;

    private AnchorKey(PrivateKey secret, PublicKey shared) {
        this.secret = secret;
        this.shared = shared;
        this.id = HexFormat.of().formatHex(sha256(shared.getEncoded()), 0, 8);
    }

    /**
     * Reads the key file; makes one that its owner alone can read when there is none.
     *
     * @throws AtomException VALIDATION_ERROR when the file cannot be read or made, or is not a key file
     */
    public static AnchorKey open(Path file) {
        try {
            if (!Files.exists(file)) {
                PrivateFiles.create(
                        file, text(KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair()));
            }
            List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
            KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
            AnchorKey key = new AnchorKey(
                    keys.generatePrivate(new PKCS8EncodedKeySpec(value(lines, "private "))),
                    keys.generatePublic(new X509EncodedKeySpec(value(lines, "public "))));
            if (key.hasSigned(new byte[1], key.sign(new byte[1]))) {
                return key;
            }
            throw unusable(file, new IOException("its two halves are of different keys"));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
            throw unusable(file, unreadable);
        }
    }

    /** Names the key: the first eight bytes of its public half's SHA-256. */
    public String id() {
        return id;
    }

    byte[] sign(byte[] statement) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(secret);
            signature.update(statement);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Java 15 and later sign with Ed25519", impossible);
        }
    }

    boolean hasSigned(byte[] statement, byte[] presented) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(shared);
            signature.update(statement);
            return signature.verify(presented);
        } catch (GeneralSecurityException malformed) {
            // The JDK says so of a signature that cannot be one.
            return false;
        }
    }

    private static byte[] text(KeyPair pair) {
        Base64.Encoder base64 = Base64.getEncoder();
        return ("private " + base64.encodeToString(pair.getPrivate().getEncoded()) + "\npublic "
                        + base64.encodeToString(pair.getPublic().getEncoded()) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] value(List<String> lines, String name) throws IOException {
        for (String line : lines) {
            if (line.startsWith(name)) {
                return Base64.getDecoder().decode(line.substring(name.length()));
            }
        }
        throw new IOException("it has no line that begins with " + name);
    }

    private static AtomException unusable(Path file, Exception cause) {
        return new AtomException(
                ErrorCode.VALIDATION_ERROR,
                "the audit anchors' key file " + file
                        + " cannot be used: restore it, or name a file that does not exist yet to begin with a new key",
                cause);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Never the private half. */
    @Override
    public String toString() {
        return "AnchorKey[" + id + "]";
    }
}
