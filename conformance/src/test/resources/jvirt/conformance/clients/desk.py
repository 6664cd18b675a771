"""Looks at a program's windows through the accessibility bus, and works them as somebody at the desk would."""
import subprocess
import sys
import time

import pyatspi

PATIENCE = 180
pyatspi.setTimeout(20000, 60000)


class NotThere(AssertionError):
    pass


def application(name):
    return until("application " + name, lambda: next((one for one in pyatspi.Registry.getDesktop(0) if one and one.name == name), None))


def until(what, ask):
    """Asks until the answer is something; what is looked at may go away meanwhile, or not be there yet."""
    end = time.monotonic() + PATIENCE
    trouble = None
    while True:
        try:
            answer = ask()
            if answer:
                return answer
        except Exception as e:
            trouble = e
        if time.monotonic() > end:
            raise NotThere("waited in vain for " + what) from trouble
        time.sleep(0.1)


def showing(node):
    return node.getState().contains(pyatspi.STATE_SHOWING)


def walk(node, hidden=False):
    yield node
    for child in node:
        if child and (hidden or showing(child)):
            yield from walk(child, hidden)


def matches(node, role, name):
    if role and node.getRoleName() != role:
        return False
    said = node.name or ""
    return name is None or said == name or (name.endswith("*") and said.startswith(name[:-1])) \
        or (name.startswith("*") and name[1:] in said)


def maybe(root, role, name=None, hidden=False):
    return next((one for one in walk(root, hidden) if matches(one, role, name)), None)


def find(root, role, name=None, hidden=False):
    return until("%s '%s' in '%s'" % (role, name, root.name), lambda: maybe(root, role, name, hidden))


def gone(root, role, name=None):
    until("the end of %s '%s'" % (role, name), lambda: not maybe(root, role, name))


def sensitive(node):
    return node.getState().contains(pyatspi.STATE_SENSITIVE)


def checked(node):
    return node.getState().contains(pyatspi.STATE_CHECKED)


def press(node):
    """Does what a click does."""
    until("%s '%s' to be enabled" % (node.getRoleName(), node.name), lambda: sensitive(node))
    node.queryAction().doAction(0)


def click(root, role, name=None, hidden=False):
    press(find(root, role, name, hidden))


def click_and_be_asked(root, role, name):
    """
    Presses what asks back before it is done. The program answers a press when it is done, and hears nothing more of who pressed:
    so another process does.
    """
    node = find(root, role, name)
    way = []
    while node.getRoleName() != "application":
        way.append(str(node.getIndexInParent()))
        node = node.parent
    subprocess.Popen([sys.executable, __file__, node.name] + way[::-1])


def point_at(node):
    """Presses the mouse there: nothing may lie above it."""
    place = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
    pyatspi.Registry.generateMouseEvent(place.x + place.width // 2, place.y + place.height // 2, "b1c")


def act(node, name):
    """Does one of the things that can be done to a part of a window."""
    actions = node.queryAction()
    for number in range(actions.nActions):
        if actions.getName(number) == name:
            actions.doAction(number)
            return
    raise NotThere("%s '%s' cannot be told to %s" % (node.getRoleName(), node.name, name))


def turn_to(root, name):
    """Turns to a page behind a tab."""
    page = find(root, "page tab", name)
    until("page '%s'" % name, lambda: page.parent.querySelection().selectChild(page.getIndexInParent()) and next(iter(page)))
    return page


def choose(root, name):
    """Chooses the line of a list that says this."""
    def ask():
        cell = maybe(root, "table cell", name)
        cell.queryComponent().grabFocus()
        return cell.getState().contains(pyatspi.STATE_SELECTED)
    until("line '%s' in '%s'" % (name, root.name), ask)


def write(node, text):
    node.queryEditableText().setTextContents(text)


def read(node):
    text = node.queryText()
    return text.getText(0, text.characterCount)


def tree(root, hidden=False):
    """What is on the screen, for an error's sake."""
    lines = []

    def dump(node, depth):
        lines.append("%s%s '%s'" % ("  " * depth, node.getRoleName(), node.name))
        for child in node:
            if child and (hidden or showing(child)):
                dump(child, depth + 1)
    dump(root, 0)
    return "\n".join(lines)


if __name__ == "__main__":
    pressed = application(sys.argv[1])
    for index in sys.argv[2:]:
        pressed = pressed[int(index)]
    press(pressed)
