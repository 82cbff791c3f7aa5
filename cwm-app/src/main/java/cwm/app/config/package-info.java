/// What the user configured: found in a file, in environment variables and on the command line,
/// checked, and put into one record per part of cwm.
///
/// [Keys] is the table of all settings; [ConfigurationReader] makes a [Configuration] of what it
/// finds, or says everything that is wrong with it. What the settings do is left to those who take
/// the records.
@NullMarked
package cwm.app.config;

import org.jspecify.annotations.NullMarked;
