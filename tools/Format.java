import com.google.googlejavaformat.java.Main;

/// Runs google-java-format over every Java file of the project; the build starts it.
///
/// Arguments: `check` or `fix`, the project's root, and a file that remembers what was found
/// formatted, so that only changed files are read again.
void main(String[] args) throws Exception {
  boolean fix = args[0].equals("fix");
  Path root = Path.of(args[1]);
  Path memory = Path.of(args[2]);
  Set<String> known = Files.exists(memory) ? Set.copyOf(Files.readAllLines(memory)) : Set.of();
  List<Path> sources = sources(root);
  List<String> changed = new ArrayList<>();
  for (Path source : sources) {
    if (!known.contains(fingerprint(source))) {
      changed.add(source.toString());
    }
  }
  var unformatted = new StringWriter();
  if (!changed.isEmpty()) {
    List<String> command = new ArrayList<>(fix ? List.of("--replace") : List.of("--dry-run"));
    command.addAll(changed);
    var formatter =
        new Main(new PrintWriter(unformatted), new PrintWriter(System.err, true), System.in);
    int status = formatter.format(command.toArray(String[]::new));
    if (status != 0) {
      System.exit(status);
    }
  }
  if (!unformatted.toString().isBlank()) {
    System.err.print("Not formatted:\n" + unformatted.toString().indent(2));
    System.err.println("Format all files with: mvn -q -N -Pformat validate");
    System.exit(1);
  }
  Files.createDirectories(memory.getParent());
  Files.write(memory, sources.stream().map(this::fingerprint).toList());
}

/// The Java files under `root`, without build output and hidden directories.
List<Path> sources(Path root) throws IOException {
  List<Path> sources = new ArrayList<>();
  Files.walkFileTree(
      root,
      new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
          String name = directory.getFileName().toString();
          boolean skipped =
              !directory.equals(root) && (name.equals("target") || name.startsWith("."));
          return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
          if (file.toString().endsWith(".java")) {
            sources.add(file);
          }
          return FileVisitResult.CONTINUE;
        }
      });
  return sources;
}

String fingerprint(Path source) {
  try {
    return Files.getLastModifiedTime(source).toMillis() + " " + Files.size(source) + " " + source;
  } catch (IOException e) {
    throw new UncheckedIOException(e);
  }
}
