"""Jupyter's own conformance tests for kernels, run on an installed kernelspec.

Usage: python conformance.py KERNEL_NAME
"""
import sys
import unittest

import jupyter_kernel_test

KERNEL = sys.argv.pop(1)


class CellmillKernel(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('to stderr')"
    code_page_something = None
    code_generate_error = "throw new RangeError('on purpose')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "Promise.resolve([1, 2])", "result": "[ 1, 2 ]"},
    ]
    code_display_data = [
        {"code": "await display({ 'text/html': '<b>x</b>' }, { raw: true })", "mime": "text/html"},
        {
            "code": "await display({ 'image/png': new Uint8Array([1, 2]) }, { raw: true })",
            "mime": "image/png",
        },
    ]
    completion_samples = [{"text": "Math.ma", "matches": {"max"}}, {"text": "JSON.pars", "matches": {"parse"}}]
    complete_code_samples = ["1", "const a = 1;", "function f() { return 1 }", "%%time\n1"]
    incomplete_code_samples = ["function f() {", "const s = `one", "if (true) {\n  f(1,"]
    invalid_code_samples = ["let = = 3", "import from 'x' y"]
    code_inspect_sample = "console"
    code_history_pattern = "6 * ?"
    supported_history_operations = ("tail", "range", "search")
    code_clear_output = "clearOutput()"


if __name__ == "__main__":
    unittest.main(verbosity=2)
