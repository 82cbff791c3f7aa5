package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.CRYPTO;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// The entries of `crypto:`: digests of texts in UTF-8, as lower-case hexadecimal digits.
final class CryptoBuiltins {
  static final List<BuiltinDefinition> ALL =
      List.of(
          digest("md5", "MD5")
              .from("EYE")
              .showing("\"\" crypto:md5 \"d41d8cd98f00b204e9800998ecf8427e\""),
          digest("sha", "SHA-1")
              .from("W3C §4.1.1")
              .showing("\"hello world\" crypto:sha \"2aae6c35c94fcfb415dbe95f408b9ce91ee846ed\""),
          digest("sha224", "SHA-224")
              .from("cwm")
              .showing(
                  "\"abc\" crypto:sha224"
                      + " \"23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7\""),
          digest("sha256", "SHA-256")
              .from("EYE")
              .showing(
                  "\"abc\" crypto:sha256"
                      + " \"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\""),
          digest("sha384", "SHA-384")
              .from("cwm")
              .showing(
                  "\"abc\" crypto:sha384"
                      + " \"cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
                      + "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7\""),
          digest("sha512", "SHA-512")
              .from("EYE")
              .showing(
                  "\"abc\" crypto:sha512"
                      + " \"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                      + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f\""));

  private CryptoBuiltins() {}

  private static BuiltinDefinition digest(String localName, String algorithm) {
    return CRYPTO.function(
        localName,
        "string; its " + algorithm + " digest",
        StringShapes.ofText(text -> HexFormat.of().formatHex(digestOf(text, algorithm))));
  }

  private static byte[] digestOf(String text, String algorithm) {
    return newDigest(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
  }

  static MessageDigest newDigest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no " + algorithm, e);
    }
  }
}
