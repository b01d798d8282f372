// bin/regsweep of a bundle that brings its libraries, loader and C library: starts the program in
// libexec/regsweep with them, wherever the tree lies. Linked statically, so it needs nothing of the
// machine. It names itself in REGSWEEP_PROGRAM, which is what the program starts its workers with.
#include <sys/auxv.h>
#include <unistd.h>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

// The file of this launcher, with the links on its path followed.
std::string own_file() {
  char path[PATH_MAX] = "";
  if (realpath("/proc/self/exe", path) != nullptr) return path;
  const auto* name = reinterpret_cast<const char*>(getauxval(AT_EXECFN));
  return name != nullptr && realpath(name, path) != nullptr ? path : "";
}

std::string folder_of(const std::string& file) { return file.substr(0, file.rfind('/')); }

}  // namespace

int main(int count, char** words) {
  const std::string self = own_file();
  const std::string root = folder_of(folder_of(self));
  const std::string libraries = root + "/lib/regsweep";
  const std::string loader = libraries + "/ld-linux-x86-64.so.2";
  const std::string program = root + "/libexec/regsweep/regsweep";
  std::vector<std::string> line{loader, "--library-path", libraries, "--argv0", words[0], program};
  line.insert(line.end(), words + 1, words + count);
  std::vector<char*> arguments;
  for (std::string& word : line) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  setenv("REGSWEEP_PROGRAM", self.c_str(), 1);
  execv(loader.c_str(), arguments.data());
  std::perror(("regsweep: " + loader).c_str());
  std::fputs("regsweep: the tree is not whole; unpack the archive again\n", stderr);
  constexpr int cannot_start = 5;
  return cannot_start;
}
