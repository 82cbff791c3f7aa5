package cwm.ipc.transport;

import cwm.ipc.IpcException;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Where a node listens: `host:port`, `[v6]:port`, `unix:/path` or `memory:name`.
public sealed interface Address {

  /// A host and a port, for TCP and UDP.
  ///
  /// @param host a name or an IP address, without brackets
  /// @param port 0 lets the system choose when listening
  record Inet(String host, int port) implements Address {
    public Inet {
      if (host.isEmpty() || port < 0 || port > 65_535) {
        throw new IllegalArgumentException("host '" + host + "', port " + port);
      }
    }

    /// Whether only this machine can reach it, as far as the text tells.
    public boolean isLoopback() {
      return host.equals("localhost")
          || host.startsWith("127.")
          || host.equals("::1")
          || host.equals("0:0:0:0:0:0:0:1");
    }

    /// Whether it stands for all networks of the machine, so that nobody else can use it.
    public boolean isEverywhere() {
      try {
        return InetAddress.ofLiteral(host).isAnyLocalAddress();
      } catch (IllegalArgumentException _) { // a name, which stands for something else
        return false;
      }
    }

    @Override
    public String toString() {
      return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /// A Unix domain socket.
  record Unix(Path path) implements Address {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /// A name inside this process.
  record Memory(String name) implements Address {
    @Override
    public String toString() {
      return "memory:" + name;
    }
  }

  /// Reads the text form.
  ///
  /// @throws IpcException `BAD_ADDRESS`, saying what an address looks like
  static Address parse(String text) {
    if (text.startsWith("unix:") && text.length() > "unix:".length()) {
      try {
        return new Unix(Path.of(text.substring("unix:".length())));
      } catch (InvalidPathException _) {
        throw bad(text);
      }
    }
    if (text.startsWith("memory:") && text.length() > "memory:".length()) {
      return new Memory(text.substring("memory:".length()));
    }
    int colon = text.lastIndexOf(':');
    if (colon > 0) {
      String host = text.substring(0, colon);
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      if (bracketed) {
        host = host.substring(1, host.length() - 1);
      }
      String digits = text.substring(colon + 1);
      boolean isPort = digits.matches("[0-9]{1,5}") && Integer.parseInt(digits) <= 65_535;
      if (isPort && !host.isEmpty() && bracketed == host.contains(":")) {
        return new Inet(host, Integer.parseInt(digits));
      }
    }
    throw bad(text);
  }

  private static IpcException bad(String text) {
    return new IpcException(
        IpcException.Code.BAD_ADDRESS,
        "'%s' is no address; write host:port (192.168.1.10:9000), [v6]:port or unix:/path"
            .formatted(text));
  }
}
