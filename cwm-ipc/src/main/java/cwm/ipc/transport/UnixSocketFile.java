package cwm.ipc.transport;

import cwm.ipc.IpcException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file that stands for a listening Unix socket.
///
/// A socket is bound under a name that nobody knows, closed to other users, and only then linked to
/// its own name. So there is no moment at which others may connect, and linking fails where
/// somebody else was quicker.
final class UnixSocketFile {
  private static final Logger log = LoggerFactory.getLogger(UnixSocketFile.class);

  /// What fits into `sockaddr_un` on every system (macOS has the least), without the final zero.
  private static final int PATH_BYTES_MAX = 103;

  private final Address.Unix address;
  private final Path hidden;
  private @Nullable Object fileKey;

  /// @throws IpcException `BAD_ADDRESS`, if the system cannot name such a socket
  UnixSocketFile(Address.Unix address) {
    this.address = address;
    long number = ProcessHandle.current().pid() + System.nanoTime() % 1_000_000;
    hidden = path().toAbsolutePath().resolveSibling("." + Long.toString(number, 36));
    requireShort();
  }

  private void requireShort() {
    int bytes =
        Math.max(
            hidden.toString().getBytes(StandardCharsets.UTF_8).length,
            path().toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8).length);
    if (bytes > PATH_BYTES_MAX) {
      throw new IpcException(
          IpcException.Code.BAD_ADDRESS,
          address
              + " has "
              + bytes
              + " bytes, and the path of a Unix socket at most "
              + PATH_BYTES_MAX
              + "; choose a shorter one, say in /run");
    }
  }

  private Path path() {
    return address.path();
  }

  /// Where to bind the socket.
  Path hidden() {
    return hidden;
  }

  /// Removes a file that a dead process left.
  ///
  /// @throws IpcException `ADDRESS_IN_USE`, if its process lives or it is no socket
  void removeStale() {
    if (!Files.exists(path(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      if (!Files.readAttributes(path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther()) {
        throw new IpcException(
            IpcException.Code.ADDRESS_IN_USE,
            address + " is a file that is no socket; choose another [ipc] listen_address");
      }
      SocketChannel.open(UnixDomainSocketAddress.of(path())).close();
      throw Failures.inUse(address, new FileAlreadyExistsException(path().toString()));
    } catch (ConnectException _) {
      delete(path());
      log.info("{}: replaced the file that a dead process left", address);
    } catch (IOException e) {
      throw Failures.listening(address, e);
    }
  }

  /// Gives the bound socket its name.
  void publish() {
    try {
      Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-------"));
      Files.createLink(path(), hidden);
      fileKey = key();
    } catch (FileAlreadyExistsException e) {
      throw Failures.inUse(address, e);
    } catch (IOException e) {
      throw Failures.listening(address, e);
    } finally {
      delete(hidden);
    }
  }

  /// Removes the file, if it is still this socket's.
  void remove() {
    try {
      if (fileKey != null && Objects.equals(fileKey, key())) {
        Files.deleteIfExists(path());
      }
    } catch (IOException e) {
      log.debug("{} is gone already", address, e);
    }
  }

  private @Nullable Object key() throws IOException {
    return Files.readAttributes(path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("cannot delete {}", file, e);
    }
  }
}
