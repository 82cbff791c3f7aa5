package cwm.rdf.n3;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Resolves IRI references against a base (RFC 3986 §5.2), as bytes of UTF-8.
///
/// Absolute IRIs stay as they are written.
final class IriResolver {
  private byte[] base = new byte[0];

  // The parts of the base: scheme with its colon, authority with its slashes, path, query with its
  // question mark, each up to the next one's start.
  private int authorityStart;
  private int pathStart;
  private int queryStart;
  private int fragmentStart;

  private final TextBuffer resolved = new TextBuffer();
  private final TextBuffer merged = new TextBuffer();

  IriResolver(String base) {
    byte[] utf8 = base.getBytes(StandardCharsets.UTF_8);
    setBase(utf8, 0, utf8.length);
  }

  /// Takes a new base, which is absolute or else no base at all.
  void setBase(byte[] iri, int start, int length) {
    base = Arrays.copyOfRange(iri, start, start + length);
    authorityStart = schemeLength(base, 0, length);
    pathStart = authorityEnd(base, authorityStart, length);
    fragmentStart = indexOf('#', base, pathStart, length);
    queryStart = indexOf('?', base, pathStart, fragmentStart);
  }

  /// Whether there is a base that makes references absolute.
  boolean hasBase() {
    return authorityStart > 0;
  }

  /// The length of the scheme and its colon at the start of `iri`, or 0 if it is relative.
  static int schemeLength(byte[] iri, int start, int length) {
    for (int i = 0; i < length; i++) {
      byte b = iri[start + i];
      if (b == ':') {
        return i == 0 ? 0 : i + 1;
      }
      boolean letter = NameChars.is(b, NameChars.LETTER);
      boolean inside = NameChars.is(b, NameChars.DIGIT) || b == '+' || b == '-' || b == '.';
      if (!letter && (i == 0 || !inside)) {
        return 0;
      }
    }
    return 0;
  }

  /// The IRI that a reference stands for: itself if it is absolute.
  ///
  /// @return empty if there is no base that it is relative to
  Optional<String> resolve(String reference) {
    byte[] utf8 = reference.getBytes(StandardCharsets.UTF_8);
    if (schemeLength(utf8, 0, utf8.length) > 0) {
      return Optional.of(reference);
    }
    if (!hasBase()) {
      return Optional.empty();
    }
    TextBuffer iri = resolve(utf8, 0, utf8.length);
    return Optional.of(new String(iri.bytes(), 0, iri.length(), StandardCharsets.UTF_8));
  }

  /// Resolves a relative reference; there is a base.
  ///
  /// @return the absolute IRI, which holds until the next call
  TextBuffer resolve(byte[] reference, int start, int length) {
    int end = start + length;
    int path = authorityEnd(reference, start, end);
    int fragment = indexOf('#', reference, path, end);
    int query = indexOf('?', reference, path, fragment);
    resolved.clear();
    if (path > start) {
      resolved.append(base, 0, authorityStart);
      resolved.append(reference, start, path);
      appendWithoutDots(reference, path, query);
    } else if (query > path) {
      resolved.append(base, 0, pathStart);
      if (reference[path] != '/') {
        mergeInto(reference, path, query);
      } else {
        appendWithoutDots(reference, path, query);
      }
    } else {
      resolved.append(base, 0, fragment > query ? queryStart : fragmentStart);
    }
    resolved.append(reference, query, end);
    return resolved;
  }

  /// Appends the base's path up to its last slash and then the reference's path (§5.2.3).
  private void mergeInto(byte[] reference, int start, int end) {
    merged.clear();
    int lastSlash = queryStart - 1;
    while (lastSlash >= pathStart && base[lastSlash] != '/') {
      lastSlash--;
    }
    if (pathStart > authorityStart && pathStart == queryStart) {
      merged.append((byte) '/');
    } else {
      merged.append(base, pathStart, lastSlash + 1);
    }
    merged.append(reference, start, end);
    appendWithoutDots(merged.bytes(), 0, merged.length());
  }

  /// Appends a path without its `.` and `..` segments (§5.2.4).
  private void appendWithoutDots(byte[] path, int start, int end) {
    int root = resolved.length();
    int at = appendLeadingSegment(path, start, end);
    while (at < end) {
      int segmentEnd = indexOf('/', path, at + 1, end);
      int dotCount = dotCount(path, at + 1, segmentEnd);
      if (dotCount == 0) {
        resolved.append(path, at, segmentEnd);
      } else {
        if (dotCount == 2) {
          dropLastSegment(root);
        }
        if (segmentEnd == end) {
          resolved.append((byte) '/');
        }
      }
      at = segmentEnd;
    }
  }

  /// Appends what precedes the first slash of a path, unless it is dots; those go with their slash.
  ///
  /// @return where a slash or the end of the path is
  private int appendLeadingSegment(byte[] path, int start, int end) {
    int at = start;
    while (at < end && path[at] != '/') {
      int segmentEnd = indexOf('/', path, at, end);
      if (dotCount(path, at, segmentEnd) == 0) {
        resolved.append(path, at, segmentEnd);
        return segmentEnd;
      }
      at = Math.min(segmentEnd + 1, end);
    }
    return at;
  }

  private void dropLastSegment(int root) {
    int length = resolved.length();
    do {
      length--;
    } while (length >= root && resolved.bytes()[length] != '/');
    resolved.truncate(Math.max(length, root));
  }

  /// 1 or 2 if the segment is `.` or `..`, else 0.
  private static int dotCount(byte[] path, int start, int end) {
    int length = end - start;
    boolean dots = (length == 1 || length == 2) && path[start] == '.' && path[end - 1] == '.';
    return dots ? length : 0;
  }

  /// Where the authority ends that starts with `//` at `start`; `start` if there is none.
  private static int authorityEnd(byte[] iri, int start, int end) {
    if (end - start < 2 || iri[start] != '/' || iri[start + 1] != '/') {
      return start;
    }
    int at = start + 2;
    while (at < end && iri[at] != '/' && iri[at] != '?' && iri[at] != '#') {
      at++;
    }
    return at;
  }

  private static int indexOf(char c, byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && bytes[at] != c) {
      at++;
    }
    return at;
  }
}
