package cwm.cluster;

import cwm.cluster.disk.DurableFiles;
import cwm.ipc.message.MemberAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// An [Identity] in a file: a line for each of its parts, for people to read.
///
/// ```
/// cwm-identity 1
/// node node-1
/// cluster 0c9e8c1e-2d52-4c6b-8f3e-5d1f0a7b6c21
/// incarnation 6f1b4c52-6f0e-4b53-9d0a-0f6f5a3a9b10
/// founder true
/// begun true
/// company true
/// member node-1 6f1b4c52-6f0e-4b53-9d0a-0f6f5a3a9b10 192.168.1.10:9000
/// end
/// ```
final class IdentityFile {
  private static final String FIRST_LINE = "cwm-identity 1";

  /// What a file that was cut short lacks.
  private static final String LAST_LINE = "end";

  private final Path file;
  private final String nodeId;

  /// @param nodeId whose identity it is
  IdentityFile(Path file, String nodeId) {
    this.file = file;
    this.nodeId = nodeId;
  }

  Optional<Identity> read() {
    try {
      return Optional.of(parse(Files.readAllLines(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new ClusterException(
          ClusterException.Code.STORAGE,
          "%s cannot be read (%s); restore it, or start the node anew with another data directory"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private Identity parse(List<String> lines) {
    if (lines.size() < 2
        || !lines.getFirst().equals(FIRST_LINE)
        || !lines.getLast().equals(LAST_LINE)) {
      throw new IllegalArgumentException(
          "it does not go from '%s' to '%s'".formatted(FIRST_LINE, LAST_LINE));
    }
    Map<String, String> parts = new HashMap<>();
    List<MemberAddress> members = new ArrayList<>();
    for (String line : lines.subList(1, lines.size() - 1)) {
      String[] words = line.split(" ", 2);
      if (words[0].equals("member") && words.length == 2) {
        String[] member = words[1].split(" ", 3);
        if (member.length < 2) {
          throw new IllegalArgumentException("not a member: " + line);
        }
        members.add(new MemberAddress(member[0], member[1], member.length == 3 ? member[2] : ""));
      } else if (words.length != 2 || parts.put(words[0], words[1]) != null) {
        throw new IllegalArgumentException("unexpected line: " + line);
      }
    }
    String owner = part(parts, "node");
    if (!owner.equals(nodeId)) {
      throw new ClusterException(
          ClusterException.Code.STORAGE,
          "%s is the data directory of node '%s'; give '%s' one of its own"
              .formatted(file.toAbsolutePath().getParent(), owner, nodeId));
    }
    return new Identity(
        UUID.fromString(part(parts, "cluster")),
        part(parts, "incarnation"),
        Boolean.parseBoolean(part(parts, "founder")),
        Boolean.parseBoolean(part(parts, "begun")),
        Boolean.parseBoolean(part(parts, "company")),
        members);
  }

  private static String part(Map<String, String> parts, String name) {
    String value = parts.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no line '" + name + "'");
    }
    return value;
  }

  void write(Identity identity) {
    List<String> lines = new ArrayList<>();
    lines.add(FIRST_LINE);
    lines.add("node " + nodeId);
    lines.add("cluster " + identity.clusterId());
    lines.add("incarnation " + identity.incarnation());
    lines.add("founder " + identity.isFounder());
    lines.add("begun " + identity.hasBegun());
    lines.add("company " + identity.hadCompany());
    for (MemberAddress member : identity.members()) {
      lines.add(
          "member %s %s %s".formatted(member.nodeId(), member.incarnation(), member.address()));
    }
    lines.add(LAST_LINE);
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      DurableFiles.write(draft, bytes, true);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncDirectory();
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(file);
      syncDirectory();
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /// A new name is on the disk when its directory is.
  private void syncDirectory() throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      DurableFiles.syncDirectory(directory);
    }
  }

  private ClusterException cannotWrite(IOException e) {
    return new ClusterException(
        ClusterException.Code.STORAGE,
        "%s cannot be written: %s".formatted(file, e.getMessage()),
        e);
  }
}
