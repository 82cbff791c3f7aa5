package cwm.cluster;

/// A digest of what a cluster has agreed on.
///
/// @param index the last entry that went into it
/// @param sha256 in hexadecimal
public record StateDigest(long index, String sha256) {}
